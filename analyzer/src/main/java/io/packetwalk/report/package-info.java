/**
 * What does the reader see? The answer as one record tree ({@link io.packetwalk.report.Report}) and what turns an analysis into it.
 *
 * <p>The records mirror the JSON contract field by field; within a schema version fields are only added, at the end. A component is
 * {@code @Nullable} exactly where the contract writes {@code null}. Views live in the packages below: {@code text} and {@code html}.
 *
 * <p>May import {@code check}, {@code walk}, {@code flow}, {@code model}, {@code bundle} and the vocabulary packages.
 */
@NullMarked
package io.packetwalk.report;

import org.jspecify.annotations.NullMarked;
