//! Words of the page that measures a device.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! bench {
    ($then:ident) => {
        $then! { bench;
            bench_title = "这台设备有多快", "How fast is this device?";
            bench_lead = "用几种大小的网络各训练几秒钟，处理器和显卡并排比较。测的是真正的训练步：前向、反向、更新。正在进行的训练不受影响，但会慢一些。", "Trains networks of a few sizes for some seconds each, on the processor and on the graphics card side by side. What is measured are real training steps: forward, backward, update. A run of yours is left alone, though it gets slower meanwhile.";
            bench_start = "开始测量", "Measure";
            bench_again = "再测一次", "Measure again";
            bench_stop = "停止", "Stop";
            bench_no_gpu = "这里没有可用的显卡，所以只测处理器。", "There is no graphics card to use here, so the processor alone is measured.";
            bench_nothing = "没有结果", "no result";
            bench_waits = "等待", "waiting";
            bench_runs = "正在测…", "measuring…";
            bench_skipped = "太慢，略过", "skipped: too slow";
            bench_copy = "复制报告", "Copy the report";
            bench_not_copied = "浏览器不让复制。选中文字，再用键盘复制。", "The browser does not allow copying. Select the text and copy it by keyboard.";

            bench_row(width: u32, batch: u32) = "残差网络，宽度 {width}，批次大小 {batch}", "Residual network, width {width}, batches of {batch}";
            bench_speed(speed: &str) = "{speed} 张/秒", "{speed} pictures/s";
            bench_first(first: &str, launches: u32) = "第一步用了 {first} 毫秒，每步启动 {launches} 个内核", "first step after {first} ms, {launches} launches a step";
        }
    };
}
