/** The pseudowire manager: datastores, desired state, plan and apply, operational state. */
package net.sluice.manager;
