package net.sluice.doctor;

/**
 * A file that contains a remedy.
 *
 * @param path the absolute path
 * @param content the content, with a line feed at the end
 * @param apply the command that puts the file into effect
 */
public record OfferedFile(String path, String content, String apply) {}
