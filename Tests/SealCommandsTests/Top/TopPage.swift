// SPDX-License-Identifier: Apache-2.0
import Kernel
import Telemetry

@testable import SealCommands

/// Pages as servers write them.
enum TopPage {
    static let start = WallTime(seconds: 1_795_311_000)

    static func reading(
        _ text: String, at seconds: UInt64 = 0, role: TopReading.Role = .webhook, url: String = "http://a:1",
        isReady: Bool? = true
    ) throws(MetricsTextError) -> TopReading {
        let bytes = Array(text.utf8)
        return TopReading(
            url: url, role: role, time: Monotonic(nanoseconds: 1_000_000_000 * (1000 + seconds)),
            page: .success(try MetricsText(bytes.span)), isReady: isReady)
    }

    static func silent(_ reason: String, role: TopReading.Role = .webhook, url: String = "http://b:1") -> TopReading {
        TopReading(
            url: url, role: role, time: Monotonic(nanoseconds: 1_000_000_000_000),
            page: .failure(Silence(reason: reason)), isReady: nil)
    }

    /// A webhook server that has answered so often.
    static func webhook(accepted: Int, refused: Int = 0, fast: Int = 0, slow: Int = 0, shed: Int = 0) -> String {
        """
        k3s_daas_build_info{version="1.2.3",commit="c"} 1
        k3s_daas_chain_age_seconds 0.42
        k3s_daas_chain_state{state="complete"} 1
        k3s_daas_chain_state{state="live"} 1
        k3s_daas_chain_state{state="hole"} 0
        k3s_daas_chain_checkpoint 4242
        k3s_daas_chain_epoch 12
        k3s_daas_node_available{node="0"} 1
        k3s_daas_node_available{node="1"} 0
        k3s_daas_node_available{node="2"} 1
        k3s_daas_tokenreview_requests_total{version="v1",result="accepted"} \(accepted)
        k3s_daas_tokenreview_requests_total{version="v1",result="refused"} \(refused)
        k3s_daas_admission_requests_total{operation="create",result="allowed",dry_run="false"} 7
        k3s_daas_review_duration_seconds_bucket{kind="authenticate",le="0.001"} \(fast)
        k3s_daas_review_duration_seconds_bucket{kind="authenticate",le="0.1"} \(fast + slow)
        k3s_daas_review_duration_seconds_bucket{kind="authenticate",le="+Inf"} \(fast + slow)
        k3s_daas_shed_total{reason="memory"} \(shed)
        k3s_daas_lines_dropped_total{stream="audit"} 2
        k3s_daas_lines_lost_total{stream="audit"} 1

        """
    }

    static let controller = """
        k3s_daas_chain_age_seconds 1.5
        k3s_daas_chain_state{state="complete"} 1
        k3s_daas_chain_state{state="hole"} 0
        k3s_daas_controller_leader 1
        k3s_daas_controller_nodes{state="good"} 7
        k3s_daas_controller_nodes{state="draining"} 1
        k3s_daas_controller_nodes{state="held"} 0
        k3s_daas_joins_in_hand 3
        k3s_daas_notices_waiting{to="event"} 4
        k3s_daas_notices_waiting{to="webhook"} 1
        k3s_daas_lines_dropped_total{stream="audit"} 0

        """
}
