import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * One member of a test cluster on this machine: {@code Member.java HOME NAME HTTP_PORT TRANSPORT_PORT SEEDS NAMES}. SEEDS are the
 * transport addresses of all members and NAMES their names, joined by commas. It ends when its standard input does, so that no
 * member outlives the tests, however they end.
 */
public class Member {
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path config = Files.createDirectories(home.resolve("config"));
        Settings settings = Settings.builder()
            .put("path.home", home.toString())
            .put("cluster.name", "kiosque-tests")
            .put("node.name", args[1])
            .put("network.host", "127.0.0.1")
            .put("http.port", args[2])
            .put("transport.port", args[3])
            .putList("discovery.seed_hosts", args[4].split(","))
            .putList("cluster.initial_cluster_manager_nodes", args[5].split(","))
            // A disk that is nearly full is no matter of the tests.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        new OpenSearchRunnerNode(
            new Environment(settings, config), List.of(Netty4ModulePlugin.class, CommonAnalysisModulePlugin.class)).start();
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }
}
