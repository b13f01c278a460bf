package net.sluice.l2tp;

/** How a tunnel is carried (RFC 3931 section 4.1). */
public enum Encapsulation {
  /** UDP (section 4.1.2). */
  UDP,
  /** IP protocol 115 (section 4.1.1). */
  IP
}
