package net.sluice.l2tp;

/**
 * A deviation from the RFCs that a peer needs or is forgiven. A peer profile names them; without,
 * the letter of the RFCs holds. Each has a paragraph in docs/interop.md.
 */
public enum Quirk {
  /** Send Cisco's vendor-9 AVPs beside the standard ones, and take them for these when received. */
  CISCO_VENDOR_AVPS,
  /** Accept ICRQ and OCRQ without Serial Number. */
  MISSING_SERIAL_NUMBER,
  /** Treat an unknown AVP as if its M bit were clear. */
  IGNORE_M_BIT,
  /** Accept an SLI in the state wait-connect as if the ICCN had come before it. */
  SLI_BEFORE_ICCN,
  /** Skip AVPs of L2TPv2 inside messages of version 3, whatever their M bit. */
  V2_AVPS,
  /** Never hide AVPs from this peer in SCCRQ and SCCRP. */
  NO_HIDING_IN_SETUP,
  /** Send v3-only AVPs of SCCRQ with the M bit clear. */
  CLEAR_M_BIT_IN_SCCRQ,
  /** Send ACK as an empty message (ZLB) where authentication is off. */
  ZERO_LENGTH_ACK
}
