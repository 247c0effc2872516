/**
 * What a DNS server answers: CoreDNS's server blocks and plugins in the order in which they are compiled in, names of the cluster from its objects, all other names
 * as logs and captures show them. What is not modelled is an open answer that names its line.
 */
@NullMarked
package io.packetwalk.walk.dns.server;

import org.jspecify.annotations.NullMarked;
