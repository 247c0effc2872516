/**
 * What do the words mean that several rule languages share: masks, address ranges, types of frames?
 */
@NullMarked
package io.packetwalk.model.lower.value;

import org.jspecify.annotations.NullMarked;
