//! Words of the frame: header, transport bar, device, waiting.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! common {
    ($then:ident) => {
        $then! { common;
            app_name = "第一轮", "Epoch One";
            nav_label = "网站导航", "Site";
            nav_home = "首页", "Home";
            nav_lab = "实验室", "Lab";
            skip = "跳到正文", "Skip to content";
            language_switch = "Switch to English", "切换到中文";
            wordless = "没能取到英文文字。看看网络是否连着，再切换一次语言。", "The Chinese texts could not be fetched. Check the connection, then switch the language again.";
            wordless_label = "关于语言", "About the language";
            language_other = "English", "中文";
            theme_auto = "配色：跟随系统", "Colours: as the system";
            theme_light = "配色：浅色", "Colours: light";
            theme_dark = "配色：深色", "Colours: dark";
            close = "关闭", "Close";
            copied = "已复制", "Copied";
            dismiss = "知道了", "Dismiss";
            unknown_page = "这里没有页面", "There is no page here";
            unknown_page_next = "去首页", "Go to the home page";

            transport = "训练控制", "Training controls";
            train = "训练", "Train";
            pause = "暂停", "Pause";
            go_on = "继续", "Continue";
            train_again = "再训练一次", "Train again";
            train_new = "按新设置训练", "Train with new settings";
            starting = "马上开始…", "Starting…";
            step = "走一步", "One step";
            step_hint = "只训练一个批次，然后停下", "Train on one batch, then pause";
            reset = "重置", "Reset";
            reset_hint = "回到同样的初始权重", "Back to the same initial weights";
            shortcuts = "键盘快捷键", "Keyboard shortcuts";
            shortcut_space = "训练或暂停", "Train or pause";
            shortcut_step = "走一步（一个批次）", "One step (one batch)";
            shortcut_reset = "重置", "Reset";
            shortcut_help = "显示这个列表", "Show this list";
            key_space = "空格", "Space";
            progress = "训练进度", "Training progress";
            speed_unit = "张/秒", "pictures/s";
            almost_there = "马上就好", "almost there";

            state_idle = "正在启动", "Starting up";
            state_loading = "正在准备", "Getting ready";
            state_ready = "准备好了", "Ready";
            state_running = "正在训练", "Training";
            state_paused = "已暂停", "Paused";
            state_done = "训练完成", "Done";
            state_failed = "已停止", "Stopped";

            wait_engine = "正在启动计算引擎", "Starting the engine";
            wait_weights = "正在下载预训练权重", "Fetching the pretrained weights";
            wait_pictures = "正在下载图片", "Fetching pictures";
            wait_compile = "正在编译网络", "Compiling the network";

            device = "计算设备", "Computing on";
            device_cpu = "CPU", "CPU";
            why_real_gpu = "有显卡可用。第一次训练之前会先量一量，显卡和处理器谁更快。", "There is a graphics card. Before the first run it is measured which is faster, the card or the processor.";
            why_gpu_faster(gpu: u32, cpu: u32) = "在这台设备上量过：训练时显卡每秒 {gpu} 张图片，处理器的一个核心每秒 {cpu} 张，所以由显卡计算。", "Measured on this device: in training the graphics card does {gpu} pictures a second, one core of the processor {cpu}. So the graphics card computes.";
            why_cpu_faster(gpu: u32, cpu: u32) = "在这台设备上量过：训练时显卡每秒 {gpu} 张图片，处理器的一个核心每秒 {cpu} 张，所以由处理器计算。", "Measured on this device: in training the graphics card does {gpu} pictures a second, one core of the processor {cpu}. So the processor computes.";
            why_no_webgpu = "这个浏览器没有 WebGPU，所以由处理器计算。结果一样，只是慢一些。", "This browser has no WebGPU, so the processor computes. The results are as good, only slower.";
            why_no_adapter = "浏览器没有找到可用的显卡，所以由处理器计算。结果一样，只是慢一些。", "The browser found no graphics card it can use, so the processor computes. The results are as good, only slower.";
            why_software = "浏览器里的显卡是用软件模拟的，比处理器还慢，所以由处理器计算。", "The browser's graphics card is emulated in software and slower than the processor, so the processor computes.";
            why_chosen = "是你自己选的。", "Your own choice.";
            why_cpus = "每一步由几个核心分担，算出的数和一个核心算的一模一样。", "Several cores share each step; the numbers are exactly those of one core.";
            why_lost = "训练中途失去了显卡，已改由处理器接着计算，训练没有丢。", "The graphics card was lost on the way. The processor has taken over and the run goes on.";

            update_label = "网站更新", "Update of the site";
            update_ready = "新版本准备好了。", "A new version is ready.";
            update_running = "新版本准备好了。它可以等：现在更新，正在进行的训练就到此为止。", "A new version is ready. It can wait: updating now ends the run under way.";
            update_now = "现在更新", "Update now";
            later = "以后再说", "Later";

            class_cat = "猫", "cat";
            class_dog = "狗", "dog";
            list_separator = "，", ", ";

            epoch_of(done: &str, of: u32) = "第 {done} / {of} 轮", "epoch {done} / {of}";
            time_left(clock: &str) = "还剩 {clock}", "{clock} left";
            step_of(step: &str, of: &str) = "第 {step} / {of} 步", "step {step} / {of}";
            wait_bytes(what: &str, done: &str, total: &str) = "{what}：{done} / {total}", "{what}: {done} of {total}";
            device_cpus(count: u32) = "CPU × {count}", "CPU × {count}";
            device_gpu(name: &str) = "GPU · {name}", "GPU · {name}";
            offline_ready(size: &str) = "可以离线使用（这台设备上存了 {size}）", "Works without a network ({size} on this device)";
            document_title(page: &str) = "{page} · 第一轮", "{page} · Epoch One";
        }
    };
}
