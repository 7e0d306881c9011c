package dev.pgtether.database;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;

/** What a server may do that wants to take up all of a client's memory. */
enum FloodAttack {
  ANNOUNCES_A_GIGABYTE_BEFORE_LOG_IN(false) {
    @Override
    void send(OutputStream out) throws IOException {
      out.write(new byte[] {'R', 0x40, 0, 0, 0});
      sendForever(out, new byte[1024]);
    }
  },
  ANNOUNCES_A_GIGABYTE_OF_ERROR(false) {
    @Override
    void send(OutputStream out) throws IOException {
      out.write(new byte[] {'E', 0x40, 0, 0, 0});
      sendForever(out, new byte[1024]);
    }
  },
  ANNOUNCES_A_GIGABYTE_OF_ERROR_LATER(true) {
    @Override
    void send(OutputStream out) throws IOException {
      out.write(new byte[] {'E', 0x40, 0, 0, 0});
      sendForever(out, new byte[1024]);
    }
  },
  HIDES_A_GIGABYTE_IN_A_ROW(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 1);
      out.write(FakeServer.message('D', new byte[] {0, 1, 0x40, 0, 0, 0}));
      sendForever(out, new byte[1024]);
    }
  },
  SENDS_A_STRING_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      out.write(FakeServer.message('S', new byte[] {'a', 'b', 'c'}));
      sendForever(
          out,
          FakeServer.message(
              'S', "x".repeat(60_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
  },
  SENDS_ERRORS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      sendForever(out, FakeServer.message('E', FakeServer.strings("SERROR", "CXX000", "Mno", "")));
    }
  },
  SENDS_NOTICES_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      sendForever(out, FakeServer.message('N', FakeServer.strings("SNOTICE", "C00000", "Mhm", "")));
    }
  },
  SENDS_PARAMETERS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      for (long i = 0; true; i++) {
        out.write(FakeServer.message('S', FakeServer.strings("parameter" + i, "value")));
      }
    }
  },
  SENDS_NOTIFICATIONS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      sendForever(out, FakeServer.message('A', new byte[] {0, 0, 0, 1, 'a', 0, 'b', 0}));
    }
  },
  SENDS_65535_COLUMNS(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 65_535);
    }
  },
  SENDS_3000_COLUMNS(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 3_000);
    }
  },
  SENDS_NULLS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 1);
      sendForever(out, FakeServer.message('D', new byte[] {0, 1, -1, -1, -1, -1}));
    }
  },
  SENDS_EMPTY_ROWS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 0);
      sendForever(out, FakeServer.message('D', new byte[] {0, 0}));
    }
  },
  SENDS_ROWS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 17);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream row = new DataOutputStream(bytes);
      row.writeShort(17);
      for (int i = 0; i < 17; i++) {
        row.writeInt(256);
        row.write(new byte[256]);
      }
      sendForever(out, FakeServer.message('D', bytes.toByteArray()));
    }
  },
  SENDS_RESULTS_WITHOUT_END(true) {
    @Override
    void send(OutputStream out) throws IOException {
      startResult(out, 1);
      sendForever(out, FakeServer.message('C', FakeServer.strings("SELECT 0")));
    }
  };

  private final boolean afterLogIn;

  FloodAttack(boolean afterLogIn) {
    this.afterLogIn = afterLogIn;
  }

  boolean isAfterLogIn() {
    return afterLogIn;
  }

  abstract void send(OutputStream out) throws IOException;

  /** From the startup packet on. */
  void handle(Socket socket) throws IOException {
    OutputStream out =
        new java.io.BufferedOutputStream(FakeServer.readStartupPacket(socket), 16 << 10);
    if (afterLogIn) {
      FakeServer.acceptLogin(out, Map.of("server_version", "18.1", "client_encoding", "UTF8"));
    }
    send(out);
    out.flush();
    socket.getInputStream().readAllBytes();
  }

  private static void startResult(OutputStream out, int columns) throws IOException {
    out.write(FakeServer.message('1', new byte[0]));
    out.write(FakeServer.message('2', new byte[0]));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream description = new DataOutputStream(bytes);
    description.writeShort(columns);
    for (int i = 0; i < columns; i++) {
      description.write(new byte[] {'c', 0});
      description.write(new byte[18]);
    }
    out.write(FakeServer.message('T', bytes.toByteArray()));
  }

  private static void sendForever(OutputStream out, byte[] bytes) throws IOException {
    while (true) {
      out.write(bytes);
    }
  }
}
