package dev.pgtether.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code {"refused":"TOKEN","message":"…"}}. */
final class RefusalFormat {

  private RefusalFormat() {}

  static byte[] write(Refusal refusal) {
    return Output.object(
        refusal,
        (out, it) -> {
          out.text("refused", it.code());
          out.text("message", it.message());
        });
  }

  static Refusal read(byte[] body) throws WireException {
    return Input.read("a refusal", body, RefusalFormat::refusal);
  }

  private static Refusal refusal(Input in) throws IOException {
    in.object();
    Refusal.@Nullable Code code = null;
    String message = "";
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "refused" -> code = code(in.text(Limits.NAME));
        case "message" -> message = in.text(Limits.SENTENCE);
        default -> in.skip();
      }
    }
    return new Refusal(Input.need(code, "refused"), message);
  }

  /** A later version may refuse for reasons that this one has no name for. */
  private static Refusal.Code code(String name) {
    for (Refusal.Code code : Refusal.Code.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return Refusal.Code.FAULT;
  }
}
