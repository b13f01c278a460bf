/** Opens the data plane and the funnel plane that a configuration asks for. */
package net.sluice.planes;
