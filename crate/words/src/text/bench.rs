//! Words of the page that measures a device.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! bench {
    ($then:ident) => {
        $then! { bench;
            bench_title = "这台设备有多快", "How fast is this device?";
            bench_lead = "处理器和显卡做同样的事，并排比较，大约一分钟。正在进行的训练不受影响，但会慢一些。", "Processor and graphics card do the same work, side by side, for about a minute. A run of yours is left alone, though it gets slower meanwhile.";
            bench_start = "开始测量", "Measure";
            bench_again = "再测一次", "Measure again";
            bench_stop = "停止", "Stop";
            bench_no_gpu = "这里没有可用的显卡，所以只测处理器。", "There is no graphics card to use here, so the processor alone is measured.";
            bench_step = "训练步", "Training steps";
            bench_step_what = "残差网络完整的一步：前向、反向、更新。", "Whole steps of the residual network: forward, backward, update.";
            bench_forward = "只做前向", "Forward only";
            bench_forward_what = "同一个网络，只看图片、做预测。", "The same network, only looking at pictures and predicting.";
            bench_product = "矩阵乘法", "Matrix products";
            bench_product_what = "两个方阵相乘。GFLOP/s 是每秒做多少十亿次乘法和加法。", "Two square matrices. GFLOP/s: thousand millions of multiplications and additions a second.";
            bench_convolution = "卷积", "Convolutions";
            bench_convolution_what = "网络里的每一种卷积，以及它的两个梯度。宽度 16，批次大小 32。", "Each convolution of the network, and both of its gradients. Width 16, batches of 32.";
            bench_ahead = "前向", "forward";
            bench_data = "对输入的梯度", "gradient of its input";
            bench_filter = "对滤波器的梯度", "gradient of its filter";
            bench_waits = "等待", "waiting";
            bench_runs = "正在测…", "measuring…";
            bench_skipped = "太慢，略过", "skipped: too slow";
            bench_copy = "复制报告", "Copy the report";
            bench_not_copied = "浏览器不让复制。选中文字，再用键盘复制。", "The browser does not allow copying. Select the text and copy it by keyboard.";

            bench_row(width: &str, batch: &str) = "宽度 {width}，批次大小 {batch}", "width {width}, batches of {batch}";
            bench_speed(speed: &str) = "{speed} 张/秒", "{speed} pictures/s";
            bench_first(first: &str, launches: &str) = "第一步用了 {first} 毫秒，每步启动 {launches} 个内核", "first step after {first} ms, {launches} launches a step";
            bench_alone(time: &str) = "单独一次，等到结果：{time} 毫秒", "one alone, with its result: {time} ms";
        }
    };
}
