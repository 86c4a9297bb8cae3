function test_plan()
    transports(sizes; overhead = 1000, threshold = 1_000_000, limit = 1_048_576) = [choice.transport for choice in NATSBridge.plan_transports(sizes, overhead, threshold, limit)]

    @test transports([999_999]; limit = 8_000_000) == ["direct"] && transports([1_000_000]; limit = 8_000_000) == ["link"]
    @test transports([800_000]) == ["link"]
    @test transports([300_000, 300_001, 300_000]) == ["direct", "link", "direct"]
    @test transports([400_000, 400_000, 10]) == ["link", "direct", "direct"]
    @test transports([750_000]; limit = 1_001_000) == ["direct"] && transports([750_000]; limit = 1_000_999) == ["link"]
    @test transports([0, 1]; threshold = 0) == ["link", "link"]
    @test transports(Int[]) == []
    refused = refusal(() -> transports([10, 10]; overhead = 1990, limit = 2000))
    @test refused.code == "payload_too_large" && occursin("over the server's max_payload of 2,000", refused.message)
    @test NATSBridge.plan_transports([1_200_000], 0, 1_000_000, 2_000_000)[1].reason == "1,200,000 bytes >= size_threshold 1,000,000"
end
