package dev.pgtether.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One message being read, value by value, each within its bound: what a stranger sent decides
 * nothing about how much memory or time it takes.
 */
final class Input {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(Exchange.MAX_BODY_BYTES)
                  .maxNestingDepth(16)
                  .maxNameLength(Limits.NAME)
                  .maxNumberLength(20)
                  .maxStringLength(10_000)
                  .build())
          .build();

  private final JsonParser parser;

  private Input(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads one value. The current token is its first before, and its last after. */
  interface Reader<T> {
    T read(Input in) throws IOException;
  }

  /** The message in {@code body}, all of it. */
  static <T> T read(String what, byte[] body, Reader<T> reader) throws WireException {
    if (body.length > Exchange.MAX_BODY_BYTES) {
      throw new WireException(
          what + " is " + body.length + " bytes long, more than " + Exchange.MAX_BODY_BYTES);
    }
    try (JsonParser parser = JSON.createParser(body)) {
      try {
        parser.nextToken();
        T value = reader.read(new Input(parser));
        if (parser.nextToken() != null) {
          throw new IllegalArgumentException("something follows the message");
        }
        return value;
      } catch (JsonProcessingException malformed) {
        throw broken(what, parser, malformed.getOriginalMessage(), malformed);
      } catch (IllegalArgumentException | DateTimeException outOfBounds) {
        throw broken(what, parser, outOfBounds.getMessage(), outOfBounds);
      }
    } catch (WireException known) {
      throw known;
    } catch (IOException unreadable) {
      throw new WireException(what + " cannot be read: " + unreadable, unreadable);
    }
  }

  private static WireException broken(
      String what, JsonParser parser, @Nullable String why, Exception cause) {
    String where = parser.getParsingContext().pathAsPointer().toString();
    String message = what + ", at " + (where.isEmpty() ? "its root" : where) + ": " + why;
    return new WireException(Limits.cut(message, Limits.SENTENCE), cause);
  }

  /** Steps into an object. */
  void object() {
    expect(JsonToken.START_OBJECT, "an object");
  }

  /** The name of the object's next field, the value being current; null after the last. */
  @Nullable String field() throws IOException {
    String name = parser.nextFieldName();
    if (name != null) {
      parser.nextToken();
    }
    return name;
  }

  /** Passes over a value. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** A value that must be there, once the object is read to its end. */
  static <T> T need(@Nullable T value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("the field " + field + " is missing");
    }
    return value;
  }

  String text(int longest) throws IOException {
    expect(JsonToken.VALUE_STRING, "text");
    if (parser.getTextLength() > longest) {
      throw new IllegalArgumentException(
          "text of " + parser.getTextLength() + " characters, more than " + longest);
    }
    return parser.getText();
  }

  /** Text that another class turns into a value, by an exception if it cannot. */
  <T> T parsed(int longest, Function<String, T> parse) throws IOException {
    return parse.apply(text(longest));
  }

  /** One of the constants of {@code type}; one that is not known belongs to another version. */
  <E extends Enum<E>> E constant(Class<E> type) throws IOException {
    String name = text(Limits.NAME);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "not a " + type.getSimpleName() + " that this version knows: " + Limits.cut(name, 40));
  }

  Instant instant() throws IOException {
    return parsed(Limits.NAME, Instant::parse);
  }

  long number() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return parser.getLongValue();
  }

  int number(int least, int most) throws IOException {
    long number = number();
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "a number from " + least + " to " + most + ", not " + number);
    }
    return (int) number;
  }

  boolean bool() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw new IllegalArgumentException("true or false was expected, not " + token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  <T> List<T> list(int most, Reader<T> element) throws IOException {
    expect(JsonToken.START_ARRAY, "a list");
    List<T> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (list.size() == most) {
        throw new IllegalArgumentException("a list of more than " + most);
      }
      list.add(element.read(this));
    }
    return list;
  }

  private void expect(JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw new IllegalArgumentException(what + " was expected, not " + parser.currentToken());
    }
  }
}
