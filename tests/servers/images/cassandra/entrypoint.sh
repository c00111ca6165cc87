# Honours the variables of the official image that the sandbox sets: CASSANDRA_DC, CASSANDRA_RACK, MAX_HEAP_SIZE, JVM_EXTRA_OPTS.
set -eu
printf 'dc=%s\nrack=%s\n' "${CASSANDRA_DC:-datacenter1}" "${CASSANDRA_RACK:-rack1}" >/opt/cassandra/rackdc.properties
opens=
for module in java.base/sun.nio.ch java.base/java.io java.base/java.nio java.base/jdk.internal.ref; do
  opens="$opens --add-opens $module=ALL-UNNAMED"
done
for module in java.base/jdk.internal.misc java.rmi/sun.rmi.registry java.rmi/sun.rmi.server \
  java.management.rmi/com.sun.jmx.remote.internal.rmi; do
  opens="$opens --add-exports $module=ALL-UNNAMED"
done
# The last word of each option wins, so what the caller gives comes last. Both lists are meant to be split.
exec /usr/lib/jvm/java-17/bin/java -Xms64m "-Xmx${MAX_HEAP_SIZE:-512M}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $opens \
  -Dcassandra-foreground=yes -Dcassandra.storagedir=/opt/cassandra/data -Dcassandra.logdir=/opt/cassandra \
  -Dcassandra-rackdc.properties=file:///opt/cassandra/rackdc.properties \
  -Dlogback.configurationFile=file:///opt/cassandra/logback.xml ${JVM_EXTRA_OPTS:-} \
  -cp '/opt/cassandra/lib/*' org.apache.cassandra.service.CassandraDaemon
