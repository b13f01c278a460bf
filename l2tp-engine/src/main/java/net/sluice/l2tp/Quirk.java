package net.sluice.l2tp;

/**
 * A deviation from the RFCs that a peer needs. Tunnels and profiles list the quirks of a peer;
 * without quirks Sluice follows the RFCs strictly. docs/interop.md has a paragraph for each.
 */
public enum Quirk {
  /** Send Cisco's vendor-9 AVPs beside the standard ones, and accept them instead of these. */
  CISCO_VENDOR_AVPS,
  /** Accept ICRQ and OCRQ without Serial Number. */
  MISSING_SERIAL_NUMBER,
  /** Treat an unknown AVP as if its M bit were clear. */
  IGNORE_M_BIT,
  /** Accept an SLI in the state wait-connect as if the ICCN had come before it. */
  SLI_BEFORE_ICCN,
  /** Ignore AVPs of L2TPv2 inside messages of version 3, even if their M bit is set. */
  V2_AVPS,
  /** Never hide AVPs in SCCRQ and SCCRP to this peer. */
  NO_HIDING_IN_SETUP,
  /** Send v3-only AVPs of SCCRQ with the M bit clear. */
  CLEAR_M_BIT_IN_SCCRQ,
  /** Send ACK as an empty message (ZLB) if authentication is off. */
  ZERO_LENGTH_ACK,
  /** Sign with the first secret only while secrets are rolled over; accept either. */
  ONE_DIGEST
}
