/** The local JSON status endpoint: read-only, on loopback, streamed. */
package net.sluice.northbound.status;
