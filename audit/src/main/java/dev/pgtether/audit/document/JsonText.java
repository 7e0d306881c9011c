package dev.pgtether.audit.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.Serial;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text from outside in JSON: a reader gets exactly the text back, but the document itself can be
 * looked at in a terminal and pasted into a script. Escaped, beyond what RFC 8259 demands: DEL, C1,
 * everything that {@link Plain} would not show, and U+2028 and U+2029, which end a line in older
 * JavaScript.
 */
final class JsonText extends CharacterEscapes {

  @Serial private static final long serialVersionUID = 1;

  private static final char REPLACEMENT = '\uFFFD';

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] codes = standardAsciiEscapesForJSON();
    codes[0x7F] = ESCAPE_STANDARD;
    return codes;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int unit) {
    return Plain.isUnsafe(unit)
        ? new SerializedString("\\u" + HexFormat.of().toHexDigits((char) unit))
        : null;
  }

  static void write(JsonGenerator json, String name, @Nullable String text) throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, whole(text));
    }
  }

  /**
   * The text with each lone surrogate replaced by U+FFFD: half a code point is no Unicode text, and
   * strict readers refuse the whole document (RFC 8259, section 8.2).
   */
  static String whole(String text) {
    StringBuilder whole = null;
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (Character.charCount(text.codePointAt(i)) == 2) {
        i++;
        continue;
      }
      whole = whole == null ? new StringBuilder(text) : whole;
      whole.setCharAt(i, REPLACEMENT);
    }
    return whole == null ? text : whole.toString();
  }
}
