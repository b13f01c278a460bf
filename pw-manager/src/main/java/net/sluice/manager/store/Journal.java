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
import org.jspecify.annotations.Nullable;

/**
 * The content of a journal. The first line describes the checkpoint that the journal follows. Each
 * commit has two lines: a record of its changes, and a line that makes the record valid. A crash
 * can leave only the last line incomplete; its commit is not valid then.
 *
 * @param header the checkpoint
 * @param committed the valid commits, in order
 * @param committedSize size of the file up to and including the last valid commit, in bytes
 * @param interrupted the record of a commit that was prepared when the process ended; empty if
 *     there was none
 */
record Journal(
    Header header,
    List<JournalRecord> committed,
    int committedSize,
    Optional<JournalRecord> interrupted) {

  /**
   * The description of the checkpoint that a journal follows. It contains the checksum, so that the
   * checkpoint itself is plain RFC 7951 JSON.
   *
   * @param revision the revision of the checkpoint
   * @param length length of the checkpoint, in bytes
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

  /** Returns the line that makes a record valid. */
  static byte[] committed(long revision) {
    return line(committedJson(revision));
  }

  /**
   * Reads a journal.
   *
   * @throws StoreException a line is damaged that a crash can not have left incomplete
   */
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
    private @Nullable JournalRecord open;
    private int position;

    Scan(Path file, byte[] bytes) {
      this.file = file;
      this.bytes = bytes;
    }

    Journal read() throws StoreException {
      int end = lineEnd();
      Header header =
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
          if (isTorn(header, end)) {
            break;
          }
          throw damaged("a line whose checksum is right");
        }
        if (open == null) {
          open = record(json.get(), nextRevision(header));
          position = end + 1;
        } else {
          requireCommitted(open, json.get());
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
     * Returns true if a damaged line can be the result of a crash.
     *
     * <p>For a record that is the case unless the line that makes it valid follows. For the line
     * that makes a record valid, it is the case if the line is too short or contains zeros in place
     * of octets that were not written. Otherwise the line was complete and has been damaged later.
     */
    private boolean isTorn(Header header, int end) {
      if (end < bytes.length - 1) {
        return false;
      }
      byte[] tail = Arrays.copyOfRange(bytes, position, bytes.length);
      if (open != null) {
        byte[] whole = committed(open.revision());
        return tail.length < whole.length || contains(tail, (byte) 0);
      }
      byte[] valid = committed(nextRevision(header));
      return tail.length < valid.length
          || !Arrays.equals(tail, tail.length - valid.length, tail.length, valid, 0, valid.length);
    }

    private long nextRevision(Header header) {
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
        throw damaged("a record of the model of this version: " + e.getMessage());
      }
    }

    private void requireCommitted(JournalRecord record, byte[] json) throws StoreException {
      if (!new String(json, StandardCharsets.UTF_8).equals(committedJson(record.revision()))) {
        throw damaged("the line that commits revision " + record.revision());
      }
    }

    private StoreException damaged(String expected) {
      return StoreException.damaged(file, position, expected);
    }
  }
}
