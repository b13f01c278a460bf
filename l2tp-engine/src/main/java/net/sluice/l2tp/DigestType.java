package net.sluice.l2tp;

/** The algorithm of the Message Digest AVP (RFC 3931 section 5.4.1). */
public enum DigestType {
  /** No digest is sent. */
  NONE,
  /** HMAC-MD5, type 0 on the wire. */
  MD5,
  /** HMAC-SHA-1, type 1 on the wire. */
  SHA1
}
