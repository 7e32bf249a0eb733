package dev.echowall.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A network of hosts, which are network namespaces of this machine, joined by a bridge in another namespace, so that
 * hosts can be disconnected and packets between two hosts dropped. Needs root. For the test's own thread.
 */
public final class TestNetwork implements AutoCloseable {
    private static final String SUBNET = "10.213.0.";
    private static final String IPTABLES = "iptables";
    private static final int SECONDS = 20;

    private final String prefix = "ew" + ProcessHandle.current().pid();
    private final String hub = prefix + "hub";
    private final List<String> made = new ArrayList<>();
    private final Set<Integer> dropping = new TreeSet<>();

    /** @param hosts their number; they are numbered from 1 */
    public TestNetwork(int hosts) {
        RequiredTool.program("ip");
        if (!"root".equals(System.getProperty("user.name"))) {
            throw RequiredTool.missing("only root may make network namespaces");
        }
        // Often root in a container may not do this.
        if (run(new ProcessBuilder("sh", "-c", "ip netns add " + hub + " && echo made"), false)
                .isEmpty()) {
            throw RequiredTool.missing("network namespaces cannot be made here");
        }
        made.add(hub);
        try {
            build(hosts);
        } catch (RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private void build(int hosts) {
        inside(hub, "ip", "link", "set", "lo", "up");
        inside(hub, "ip", "link", "add", "br0", "type", "bridge");
        inside(hub, "ip", "addr", "add", SUBNET + "254/24", "dev", "br0");
        inside(hub, "ip", "link", "set", "br0", "up");
        for (int i = 1; i <= hosts; i++) {
            String host = host(prefix + i);
            inside(hub, "ip", "link", "add", cable(i), "type", "veth", "peer", "name", "eth0", "netns", host);
            inside(hub, "ip", "link", "set", cable(i), "master", "br0", "up");
            inside(host, "ip", "addr", "add", address(i) + "/24", "dev", "eth0");
            inside(host, "ip", "link", "set", "eth0", "up");
        }
    }

    public String address(int host) {
        return SUBNET + host;
    }

    /** From now on this process itself can reach all hosts, whatever is dropped between them. */
    public void join() {
        String link = prefix + "t";
        String self = String.valueOf(ProcessHandle.current().pid());
        inside(hub, "ip", "link", "add", "tester", "type", "veth", "peer", "name", link, "netns", self);
        inside(hub, "ip", "link", "set", "tester", "master", "br0", "up");
        run(new ProcessBuilder("ip", "addr", "add", SUBNET + "253/24", "dev", link), true);
        run(new ProcessBuilder("ip", "link", "set", link, "up"), true);
    }

    /** Cuts the host off from all others, without any notification. */
    public void pull(int host) {
        inside(hub, "ip", "link", "set", cable(host), "down");
    }

    public void plug(int host) {
        inside(hub, "ip", "link", "set", cable(host), "up");
    }

    /**
     * From now on nothing from one host reaches the other, without any notification. The bridge can still reach both.
     */
    public void drop(int from, int to) {
        inside(prefix + to, IPTABLES, "-w", "-A", "INPUT", "-s", address(from), "-j", "DROP");
        dropping.add(to);
    }

    /** Stops dropping packets. */
    public void heal() {
        dropping.forEach(host -> inside(prefix + host, IPTABLES, "-w", "-F", "INPUT"));
        dropping.clear();
    }

    /** Skips the test if packets cannot be dropped. */
    public static void requireDropping() {
        RequiredTool.program(IPTABLES);
    }

    /** The same command, to be run on a host; 0 is the bridge. */
    public ProcessBuilder on(int host, ProcessBuilder builder) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", host == 0 ? hub : prefix + host));
        command.addAll(builder.command());
        return builder.command(command);
    }

    /** The output of the command on that host; empty if it fails. */
    public String said(int host, String... command) {
        return run(on(host, new ProcessBuilder(command)), false);
    }

    private static String cable(int host) {
        return "cable" + host;
    }

    private String host(String name) {
        run(new ProcessBuilder("ip", "netns", "add", name), true);
        made.add(name);
        inside(name, "ip", "link", "set", "lo", "up");
        return name;
    }

    private static void inside(String host, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", host));
        all.addAll(List.of(command));
        run(new ProcessBuilder(all), true);
    }

    private static String run(ProcessBuilder builder, boolean must) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean done = process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            if (must && !done) {
                throw new AssertionError(builder.command() + ": " + said);
            }
            return done ? said : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        made.forEach(name -> run(new ProcessBuilder("ip", "netns", "del", name), false));
        made.clear();
    }
}
