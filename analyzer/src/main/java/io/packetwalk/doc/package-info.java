/**
 * JSON and YAML as a tree that knows its lines, streamed item by item.
 *
 * <p>{@link io.packetwalk.doc.Documents} cuts an artifact into {@link io.packetwalk.doc.Piece pieces}: documents, items of a list, and
 * what could not be read. One bad item never costs its neighbours, and memory is bounded by the largest item, never by the file.
 * {@link io.packetwalk.doc.Field} walks a {@link io.packetwalk.doc.Tree} without nulls and without exceptions. Why it is so:
 * {@code docs/adr/0007-json-and-yaml-as-trees-with-lines.md}.
 *
 * <p>May import {@code evidence}.
 */
@NullMarked
package io.packetwalk.doc;

import org.jspecify.annotations.NullMarked;
