/**
 * The configuration datastores: the trees in memory, their validation against the model, and the
 * running configuration on disk.
 *
 * <p>Thread: manager. Other threads only read the roots of {@link
 * net.sluice.manager.store.ConfigTree}, which are immutable. The package knows units of the YANG
 * tree, and must not know tunnels, pseudowires or funnels, except for their persisted numbers.
 */
@NullMarked
package net.sluice.manager.store;

import org.jspecify.annotations.NullMarked;
