/** The configuration datastores: the trees in memory, their validation, and running on disk. */
package net.sluice.manager.store;
