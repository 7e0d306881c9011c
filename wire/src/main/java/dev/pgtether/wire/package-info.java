/**
 * What agent and operator say to each other.
 *
 * <p>An agent posts to {@link dev.pgtether.wire.Exchange#PATH} and the operator holds the answer
 * until it has something to ask. The agent's next post answers that:
 *
 * <pre>
 * agent → operator   Greeting                          nothing to tell: ask me
 * operator → agent   Question(nonce, epoch, …)         200, or 204 after a while: nothing to ask
 * agent → operator   Report(nonce, …) or Excuse(nonce, …)
 * operator → agent   Question(…)                       and so on; a Refusal ends the round
 * </pre>
 *
 * <p><b>Whose clock.</b> A report's times are the agent's. The operator needs them on its own
 * monotonic clock, and gets them without comparing clocks: it knows when it sent the question and
 * when it had the answer, the agent begins its scan only after it read the nonce and ends it before
 * it sends the report; so the scan lies between those two moments of the operator. A scan that
 * began before the nonce arrived answers nothing, and an agent never reports one.
 *
 * <p><b>Who speaks.</b> Nothing here says who an agent is, of which pod or which kind: that comes
 * from its token alone.
 *
 * <p><b>Versions.</b> Within a version fields may be added, and readers pass over what they do not
 * know; a <em>value</em> that a reader does not know is refused, for a misread fact could name a
 * wrong process. So a new kind of value is a new version. {@link dev.pgtether.wire.Refusal} is the
 * same in every version.
 */
@NullMarked
package dev.pgtether.wire;

import org.jspecify.annotations.NullMarked;
