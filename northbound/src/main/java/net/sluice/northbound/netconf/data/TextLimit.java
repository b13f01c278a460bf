package net.sluice.northbound.netconf.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of an XML document, with a limit between two tags: for a text, a comment, or the names
 * and attributes of a tag. The parser collects each of them in buffers of several times their size,
 * and has no limit of its own. It does not need to be well-formed.
 */
final class TextLimit extends FilterInputStream {
  /** Octets between two tags. No leaf of the model has more than a few kB. */
  static final int MAX = 1 << 20;

  private enum State {
    TEXT,
    MARKUP,
    DECLARATION,
    COMMENT,
    CDATA,
    INSTRUCTION
  }

  private State state = State.TEXT;
  private int length;
  private int last;
  private int beforeLast;

  TextLimit(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int octet = super.read();
    if (octet >= 0) {
      check(octet);
    }
    return octet;
  }

  @Override
  public int read(byte[] octets, int offset, int count) throws IOException {
    int read = super.read(octets, offset, count);
    for (int i = 0; i < read; i++) {
      check(octets[offset + i]);
    }
    return read;
  }

  private void check(int octet) throws IOException {
    state = next(octet);
    beforeLast = last;
    last = octet;
    if (++length > MAX) {
      throw new IOException("there are more than " + MAX + " octets between two tags");
    }
  }

  private State next(int octet) {
    return switch (state) {
      case TEXT -> octet == '<' ? State.MARKUP : State.TEXT;
      case MARKUP -> markup(octet);
      case DECLARATION ->
          switch (octet) {
            case '-' -> State.COMMENT;
            case '[' -> State.CDATA;
            default -> State.TEXT;
          };
      case COMMENT -> ends(octet, '-', '-') ? State.TEXT : state;
      case CDATA -> ends(octet, ']', ']') ? State.TEXT : state;
      case INSTRUCTION -> ends(octet, '?', '?') ? State.TEXT : state;
    };
  }

  private State markup(int octet) {
    if (octet == '!') {
      return State.DECLARATION;
    }
    if (octet == '?') {
      return State.INSTRUCTION;
    }
    length = 0; // a tag
    return State.TEXT;
  }

  private boolean ends(int octet, int first, int second) {
    return octet == '>' && last == second && (beforeLast == first || second == '?');
  }
}
