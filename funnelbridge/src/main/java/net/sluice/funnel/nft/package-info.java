/** What bridge ports alone can't enforce, as one nftables table: groups, and limits of storms. */
package net.sluice.funnel.nft;
