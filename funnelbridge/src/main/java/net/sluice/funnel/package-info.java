/**
 * Funnels: any number of pseudowires bridged onto one uplink, through a tree of bridges. The
 * package has the configuration, the state and the port to the host, {@link
 * net.sluice.funnel.FunnelPlane}.
 *
 * <p>Thread: records are immutable; the manager thread owns each {@link
 * net.sluice.funnel.Placement} and calls the plane. The module must use neither YANG nor L2TP.
 */
@NullMarked
package net.sluice.funnel;

import org.jspecify.annotations.NullMarked;
