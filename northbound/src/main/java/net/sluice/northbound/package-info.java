/** What the outside sees: the NETCONF server and the JSON status endpoint. */
package net.sluice.northbound;
