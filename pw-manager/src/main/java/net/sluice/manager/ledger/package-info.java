/**
 * The ledger: for each tunnel and session the wanted state, the state in the data plane, and the
 * problem between them; and the settler that turns the one into the other. {@link
 * net.sluice.manager.ledger.SessionLedger} is the entry.
 *
 * <p>Thread: manager. The package reads no configuration and writes no datastore.
 */
@NullMarked
package net.sluice.manager.ledger;

import org.jspecify.annotations.NullMarked;
