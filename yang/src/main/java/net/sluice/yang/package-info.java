/**
 * The YANG modules of Sluice, the schema that they compile to, and configurations as JSON.
 *
 * <p>Thread: any; all objects are immutable. This package knows names, types and texts of the
 * model, but not the meaning of a configuration. Other packages take every name from {@link
 * net.sluice.yang.L2tpModel}, {@link net.sluice.yang.PseudowireModel} and {@link
 * net.sluice.yang.FunnelModel}.
 */
@NullMarked
package net.sluice.yang;

import org.jspecify.annotations.NullMarked;
