package net.sluice.manager.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The format of a journal line: the CRC32C of its JSON as 8 hexadecimal digits, a space, the JSON,
 * and a newline.
 */
final class JournalLine {
  private static final int CHECKSUM_LENGTH = 8;

  private JournalLine() {}

  static byte[] encode(byte[] json) {
    byte[] line = Arrays.copyOf(prefix(json, 0, json.length), CHECKSUM_LENGTH + 2 + json.length);
    line[CHECKSUM_LENGTH] = ' ';
    System.arraycopy(json, 0, line, CHECKSUM_LENGTH + 1, json.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /**
   * Returns the JSON of a line; empty if the line is damaged.
   *
   * @param start position of the first octet of the line
   * @param end position after the last octet, which excludes the newline
   */
  static Optional<byte[]> decode(byte[] bytes, int start, int end) {
    int json = start + CHECKSUM_LENGTH + 1;
    boolean intact =
        json <= end
            && bytes[json - 1] == ' '
            && Arrays.equals(
                bytes,
                start,
                start + CHECKSUM_LENGTH,
                prefix(bytes, json, end - json),
                0,
                CHECKSUM_LENGTH);
    return intact ? Optional.of(Arrays.copyOfRange(bytes, json, end)) : Optional.empty();
  }

  /** Returns the CRC32C as 8 hexadecimal digits. */
  static String checksum(byte[] bytes) {
    return checksum(bytes, 0, bytes.length);
  }

  private static byte[] prefix(byte[] bytes, int offset, int length) {
    return checksum(bytes, offset, length).getBytes(StandardCharsets.US_ASCII);
  }

  private static String checksum(byte[] bytes, int offset, int length) {
    var crc = new CRC32C();
    crc.update(bytes, offset, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
