package net.sluice.manager.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sluice.yang.JsonException;

/**
 * The content of a journal: a line about the checkpoint that it follows, then two lines per commit:
 * what it does, and that it was done. Only the last line can be torn, by a crash while it was
 * written; what it was about never counted.
 *
 * @param header the checkpoint
 * @param committed the commits, in order
 * @param committedSize size of the file up to and including the last commit, in bytes
 * @param interrupted what was about to be committed when the process ended
 */
record Journal(
    Header header,
    List<JournalRecord> committed,
    int committedSize,
    Optional<JournalRecord> interrupted) {

  /**
   * The checkpoint that a journal follows. Its checksum stands here so that the checkpoint itself
   * is nothing but RFC 7951 JSON.
   *
   * @param length in bytes
   * @param checksum CRC32C in hexadecimal
   */
  record Header(long revision, long length, String checksum) {
    private static final Pattern FORM =
        Pattern.compile(
            "\\{\"checkpoint\":(\\d{1,18}),\"length\":(\\d{1,18}),\"crc32c\":\"([0-9a-f]{8})\"}");

    byte[] encode() {
      return line(
          "{\"checkpoint\":%d,\"length\":%d,\"crc32c\":\"%s\"}"
              .formatted(revision, length, checksum));
    }

    static Optional<Header> decode(byte[] json) {
      Matcher found = FORM.matcher(new String(json, StandardCharsets.UTF_8));
      return found.matches()
          ? Optional.of(
              new Header(
                  Long.parseLong(found.group(1)), Long.parseLong(found.group(2)), found.group(3)))
          : Optional.empty();
    }
  }

  /** The line that makes a record count. */
  static byte[] committed(long revision) {
    return line(committedJson(revision));
  }

  /** Reads a journal, as far as it counts. */
  static Journal read(Path file, byte[] bytes) throws StoreException {
    return new Scan(file, bytes).read();
  }

  private static String committedJson(long revision) {
    return "{\"committed\":" + revision + "}";
  }

  private static byte[] line(String json) {
    return JournalLine.encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static final class Scan {
    private final Path file;
    private final byte[] bytes;
    private final List<JournalRecord> committed = new ArrayList<>();
    private Header header;
    private JournalRecord open;
    private int position;

    Scan(Path file, byte[] bytes) {
      this.file = file;
      this.bytes = bytes;
    }

    Journal read() throws StoreException {
      int end = lineEnd();
      header =
          (end < bytes.length ? JournalLine.decode(bytes, 0, end) : Optional.<byte[]>empty())
              .flatMap(Header::decode)
              .orElseThrow(() -> damaged("the line about the checkpoint"));
      position = end + 1;
      int committedSize = position;
      while (position < bytes.length) {
        end = lineEnd();
        Optional<byte[]> json =
            end < bytes.length ? JournalLine.decode(bytes, position, end) : Optional.empty();
        if (json.isEmpty()) {
          if (torn(end)) {
            break;
          }
          throw damaged("a line whose checksum is right");
        }
        if (open == null) {
          open = record(json.get(), nextRevision());
          position = end + 1;
        } else {
          requireCommitted(json.get());
          committed.add(open);
          open = null;
          position = end + 1;
          committedSize = position;
        }
      }
      return new Journal(header, List.copyOf(committed), committedSize, Optional.ofNullable(open));
    }

    private int lineEnd() {
      int end = position;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      return end;
    }

    /**
     * Whether a damaged line is one that a crash left. A record is, unless the line that commits it
     * follows. That line is, when it is short or has zeros for what was not written; else it was
     * whole, and has been damaged since.
     */
    private boolean torn(int end) {
      if (end < bytes.length - 1) {
        return false;
      }
      byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
      if (open != null) {
        byte[] whole = committed(open.revision());
        return rest.length < whole.length || contains(rest, (byte) 0);
      }
      byte[] follows = committed(nextRevision());
      return rest.length < follows.length
          || !Arrays.equals(
              rest, rest.length - follows.length, rest.length, follows, 0, follows.length);
    }

    private long nextRevision() {
      return header.revision() + committed.size() + 1;
    }

    private static boolean contains(byte[] bytes, byte wanted) {
      for (byte b : bytes) {
        if (b == wanted) {
          return true;
        }
      }
      return false;
    }

    private JournalRecord record(byte[] json, long revision) throws StoreException {
      try {
        JournalRecord record = JournalRecord.decode(json);
        if (record.revision() != revision) {
          throw damaged("revision " + revision + ", found " + record.revision());
        }
        return record;
      } catch (IOException | JsonException e) {
        throw damaged("a record of this version's model: " + e.getMessage());
      }
    }

    private void requireCommitted(byte[] json) throws StoreException {
      if (!new String(json, StandardCharsets.UTF_8).equals(committedJson(open.revision()))) {
        throw damaged("the line that commits revision " + open.revision());
      }
    }

    private StoreException damaged(String expected) {
      return StoreException.damaged(file, position, expected);
    }
  }
}
