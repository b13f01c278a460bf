/**
 * Reading the content of requests: parameters of operations, the {@code config} of edit-config, and
 * actions, against the schema and directly from the stream.
 *
 * <p>Thread: the reader's, which is the thread of a session. A reader collects the problems of a
 * request instead of stopping at the first. Nothing here has an effect: a request is read to its
 * end before any of it is done.
 */
@NullMarked
package net.sluice.northbound.netconf.request;

import org.jspecify.annotations.NullMarked;
