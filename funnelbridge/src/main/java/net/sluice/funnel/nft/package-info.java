/**
 * The nftables table that enforces rules which bridge ports do not have: separation of groups, and
 * limits of ARP and DHCP storms.
 *
 * <p>Thread: any for {@link net.sluice.funnel.nft.PolicyTable}, which locks; all other classes
 * belong to it. The package must not create or change interfaces.
 */
@NullMarked
package net.sluice.funnel.nft;

import org.jspecify.annotations.NullMarked;
