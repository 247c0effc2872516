package io.packetwalk.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Deviation;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.policy.inquiry.Unsaid;
import java.util.List;

/**
 * May this connection be made? The answer of {@code policy --from --to --port} in the words of the JSON contract.
 *
 * @param schemaVersion version of the contract
 * @param from sender
 * @param to receiver
 * @param port port and protocol
 * @param verdict {@code ALLOWED}, {@code DENIED} or {@code UNDETERMINED}
 * @param egress what the sender's policies say
 * @param ingress what the receiver's policies say
 * @param missing what the answer depends on
 * @param deviations what the recognised implementation does otherwise
 */
public record PolicyAnswer(
        @JsonProperty("schemaVersion") String schemaVersion,
        String from,
        String to,
        String port,
        String verdict,
        Side egress,
        Side ingress,
        List<Lack> missing,
        List<Deviation> deviations) {

    /**
     * One direction.
     *
     * @param verdict verdict
     * @param by what decides
     * @param reason in one sentence
     * @param nearest allow rules that came nearest
     * @param counterfactuals what would allow it
     */
    public record Side(
            String verdict, List<Cause> by, String reason, List<Near> nearest, List<String> counterfactuals) {}

    /**
     * A rule or a policy.
     *
     * @param policy for example {@code np/NS/NAME}
     * @param rule place in its list, -1 for the policy itself
     * @param source artifact and line
     * @param text what it does
     */
    public record Cause(String policy, int rule, String source, String text) {}

    /**
     * An allow rule that did not match.
     *
     * @param policy policy
     * @param rule place in its list
     * @param source artifact and line
     * @param fields which fields did not fit
     */
    public record Near(String policy, int rule, String source, List<String> fields) {}

    /**
     * Something that is missing.
     *
     * @param what what
     * @param why why it matters
     * @param command what gets it
     */
    public record Lack(String what, String why, String command) {}

    /** The answer; without a complete list of policies no allowance is sure. */
    public static PolicyAnswer of(Inquiry inquiry, List<Unsaid> gaps, List<Deviation> deviations) {
        boolean open = !gaps.isEmpty() && inquiry.verdict() == Inquiry.Word.ALLOWED;
        List<Lack> missing = new java.util.ArrayList<>();
        inquiry.egress().missing().forEach(each -> missing.add(lack(each)));
        inquiry.ingress().missing().forEach(each -> missing.add(lack(each)));
        gaps.forEach(each -> missing.add(lack(each)));
        return new PolicyAnswer(
                Report.SCHEMA_VERSION,
                inquiry.from().name(),
                inquiry.to().name(),
                inquiry.packet().toString(),
                (open ? Inquiry.Word.UNDETERMINED : inquiry.verdict()).name(),
                side(inquiry.egress()),
                side(inquiry.ingress()),
                missing.stream().distinct().toList(),
                deviations);
    }

    private static Lack lack(Unsaid unsaid) {
        return new Lack(unsaid.what(), unsaid.why(), unsaid.command());
    }

    private static Side side(Inquiry.Side side) {
        return new Side(
                side.verdict().name(),
                side.by().stream().map(PolicyAnswer::cause).toList(),
                side.reason(),
                side.nearest().stream()
                        .map(near -> new Near(
                                near.rule().policy().toString(),
                                near.rule().rule(),
                                near.rule().source().toString(),
                                near.fields()))
                        .toList(),
                side.counterfactuals());
    }

    private static Cause cause(By by) {
        return new Cause(by.policy().toString(), by.rule(), by.source().toString(), by.text());
    }
}
