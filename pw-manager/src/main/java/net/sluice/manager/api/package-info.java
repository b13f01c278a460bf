/**
 * The interfaces through which other modules use the manager: configuration, status and actions,
 * and the values that they exchange.
 *
 * <p>Thread: any. The package has no state. It must not depend on other packages of the manager.
 */
@NullMarked
package net.sluice.manager.api;

import org.jspecify.annotations.NullMarked;
