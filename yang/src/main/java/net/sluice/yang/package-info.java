/** The YANG modules of Sluice and the schema built from them. */
package net.sluice.yang;
