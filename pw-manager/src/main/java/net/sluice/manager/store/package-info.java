/** The configuration datastores: in memory, validated against the model, and on disk. */
package net.sluice.manager.store;
