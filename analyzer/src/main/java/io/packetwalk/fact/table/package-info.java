/**
 * Statements that come by the million: kept as numbers in few arrays, put together as records when somebody asks.
 *
 * <p>May import {@code net}.
 */
@NullMarked
package io.packetwalk.fact.table;

import org.jspecify.annotations.NullMarked;
