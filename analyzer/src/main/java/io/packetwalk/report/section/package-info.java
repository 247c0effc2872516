/**
 * What stands in the sections of the report behind the answer: when, which names, which Services, which nodes, which policies, which flows.
 *
 * <p>Records of the JSON contract, and beside each the class that draws it up from the model. Draws no conclusion of its own.
 *
 * <p>May import what {@code report} may.
 */
@NullMarked
package io.packetwalk.report.section;

import org.jspecify.annotations.NullMarked;
