package net.sluice.doctor;

/**
 * A file that helps.
 *
 * @param path absolute
 * @param content what is in it, with a final line feed
 * @param apply the command that has it take effect
 */
public record OfferedFile(String path, String content, String apply) {}
