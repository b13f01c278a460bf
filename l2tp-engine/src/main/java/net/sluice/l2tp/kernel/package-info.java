/** The data plane of the kernel: generic netlink {@code l2tp} and rtnetlink. */
package net.sluice.l2tp.kernel;
