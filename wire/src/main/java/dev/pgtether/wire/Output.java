package dev.pgtether.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** One message being written. */
final class Output {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private Output(JsonGenerator json) {
    this.json = json;
  }

  /** Writes part of a message. */
  interface Writer<T> {
    void write(Output out, T value) throws IOException;
  }

  /** The bytes of one object. */
  static <T> byte[] object(T value, Writer<T> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(new Output(json), value);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing into memory failed", impossible);
    }
    return bytes.toByteArray();
  }

  void text(String field, @Nullable Object value) throws IOException {
    if (value != null) {
      json.writeStringField(field, value.toString());
    }
  }

  void number(String field, long value) throws IOException {
    json.writeNumberField(field, value);
  }

  void bool(String field, boolean value) throws IOException {
    json.writeBooleanField(field, value);
  }

  /** A field that is an object; none for null. */
  <T> void object(String field, @Nullable T value, Writer<T> fields) throws IOException {
    if (value != null) {
      json.writeObjectFieldStart(field);
      fields.write(this, value);
      json.writeEndObject();
    }
  }

  <T> void objects(String field, Collection<T> values, Writer<T> fields) throws IOException {
    json.writeArrayFieldStart(field);
    for (T value : values) {
      json.writeStartObject();
      fields.write(this, value);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  void texts(String field, Collection<?> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }

  void numbers(String field, Collection<Integer> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
