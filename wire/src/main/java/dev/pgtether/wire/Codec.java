package dev.pgtether.wire;

/** Messages to bytes and back: JSON in UTF-8. Stateless. */
public final class Codec {

  private Codec() {}

  /**
   * The bytes of a post, never more than {@link Exchange#MAX_BODY_BYTES}: sockets that do not fit
   * are left out, which the report then says as a limit of what it saw.
   */
  public static byte[] encode(Post post) {
    return PostWriter.write(post);
  }

  /**
   * The bytes of a question, at most {@link Exchange#MAX_BODY_BYTES}.
   *
   * @throws IllegalArgumentException when it wants more than fits
   */
  public static byte[] encode(Question question) {
    return QuestionFormat.write(question);
  }

  /** The bytes of a refusal. */
  public static byte[] encode(Refusal refusal) {
    return RefusalFormat.write(refusal);
  }

  /**
   * Reads what an agent posted.
   *
   * @throws WireException when it is no post, or breaks a bound
   */
  public static Post decodePost(byte[] body) throws WireException {
    return PostReader.read(body);
  }

  /**
   * Reads what the operator asks.
   *
   * @throws WireException when it is no question, or breaks a bound
   */
  public static Question decodeQuestion(byte[] body) throws WireException {
    return QuestionFormat.read(body);
  }

  /**
   * Reads why the operator refused; of any version.
   *
   * @throws WireException when it is no refusal: perhaps something in between answered
   */
  public static Refusal decodeRefusal(byte[] body) throws WireException {
    return RefusalFormat.read(body);
  }
}
