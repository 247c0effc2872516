/**
 * What do the virtual servers of IPVS do to a packet?
 */
@NullMarked
package io.packetwalk.model.lower.ipvs;

import org.jspecify.annotations.NullMarked;
