/**
 * The contract of the L2TPv3 engine: the profiles that describe tunnels, sessions and peers, the
 * steps that change a data plane, and the interface of a data plane.
 *
 * <p>Thread: profiles, steps and results are immutable. {@link DataPlane} names its threads. The
 * package must not use the packages below it, except for links in comments: it is the part of the
 * engine that other modules see.
 */
@NullMarked
package net.sluice.l2tp;

import org.jspecify.annotations.NullMarked;
