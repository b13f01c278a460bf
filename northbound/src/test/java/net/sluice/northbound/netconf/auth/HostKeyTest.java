package net.sluice.northbound.netconf.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendaylight.netconf.shaded.sshd.common.config.keys.KeyUtils;

class HostKeyTest {
  @TempDir Path directory;

  @Test
  void isCreatedOnceAndReadableByItsOwnerOnly() throws IOException {
    var file = directory.resolve("host.key");
    var made = HostKey.loadOrCreate(file);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(KeyUtils.compareKeyPairs(made, HostKey.loadOrCreate(file)));
    Files.writeString(file, "no key");
    var refused = assertThrows(IOException.class, () -> HostKey.loadOrCreate(file));
    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
  }
}
