package net.sluice.l2tp;

/** The transport of a tunnel (RFC 3931 section 4.1). */
public enum Encapsulation {
  /** UDP (section 4.1.2). */
  UDP,
  /** IP protocol 115 (section 4.1.1). */
  IP
}
