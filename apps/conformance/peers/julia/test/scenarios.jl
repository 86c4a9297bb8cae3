# The five scenarios of the architecture, over a real nats-server.

function test_scenarios()
    with_nats() do server
        with_plik() do plik
            connection = NATSBridge.connect(server.url)
            function over(subject, data)
                subscription = NATSBridge.subscribe(connection, subject)
                env, text, receipt = smartsend(subject, data; broker_url = server.url)
                received = NATSBridge.next(subscription)
                close(subscription)
                return env, receipt, received
            end
            # 1. Command and control
            _, _, received = over("control", [("config", Dict("step_size" => 0.01), "dictionary")])
            @test received["payloads"] == [("config", Dict("step_size" => 0.01), "dictionary")]
            @test received["msg_purpose"] == "chat" && received["send_to"] == "control" && received["payloads"] isa Vector{Tuple{String,Any,String}}
            # 2. Deep dive analysis: the table as Arrow IPC bytes, as a link
            table = ARROW_STREAM
            env, _, received = withenv(() -> over("analysis", [("table_data", table, "arrowtable")]), "SIZE_THRESHOLD" => "100")
            @test env.payloads[1].transport == "link" && startswith(env.payloads[1].data, plik.url * "/file/")
            @test received["payloads"] == [("table_data", table, "arrowtable")]
            # 3. Chat with several payloads
            image = rand(UInt8, 1000)
            _, _, received = over("/chat", [("text", "Hello! 🎉", "text"), ("image", image, "image"), ("sound", IOBuffer(image), "audio")])
            @test received["payloads"] == [("text", "Hello! 🎉", "text"), ("image", image, "image"), ("sound", image, "audio")]
            @test all(each["verified"] for each in received["payload_info"])
            # 4. JSON table
            users = [Dict("id" => 1, "name" => "Alice"), Dict("id" => 2, "name" => "Bob")]
            _, _, received = over("data", [("users", users, "jsontable")])
            @test received["payloads"] == [("users", users, "jsontable")]
            # 5. Smart transport selection
            small, large = zeros(UInt8, 1000), zeros(UInt8, 1_000_000)
            env, receipt, received = over("smart", [("small", small, "binary"), ("large", large, "video")])
            @test [payload.transport for payload in env.payloads] == ["direct", "link"]
            @test [each.reason for each in receipt.payloads] == ["1,000 bytes < size_threshold 1,000,000, and the message fits max_payload 1,048,576", "1,000,000 bytes >= size_threshold 1,000,000"]
            @test received["payloads"] == [("small", small, "binary"), ("large", large, "video")]
            close(connection)
        end
    end
end
