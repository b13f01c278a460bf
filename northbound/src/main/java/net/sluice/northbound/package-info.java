/** The interfaces of Sluice to controllers and operators. Each package below is one of them. */
@NullMarked
package net.sluice.northbound;

import org.jspecify.annotations.NullMarked;
