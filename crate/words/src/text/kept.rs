//! Words of what is kept on the device.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! kept {
    ($then:ident) => {
        $then! { kept;
            kept_blocked = "这个浏览器不让网站保存东西（也许是无痕窗口）。一切照常，但只留在这个标签页里，关掉就没有了。要留下来，先导出成文件。", "This browser lets the site keep nothing (a private window, perhaps). Everything works, but stays in this tab only and is gone when you close it. To hold on to it, export it as a file.";
            kept_full = "这台设备存不下了，或者写不进去。新的内容只留在这个标签页里，关掉就没有了。清出一些空间，或者导出成文件。", "There is no room left on this device, or it cannot be written to. What is new stays in this tab only and is gone when you close it. Make some room, or export it as a file.";
            kept_own = "以前的图片", "Earlier pictures";
            kept_own_forget = "删除这些图片", "Delete these pictures";
            interrupted_label = "中断的训练", "Interrupted run";
            interrupted_go_on = "继续训练", "Go on training";
            notice_dismiss = "知道了", "All right";
            notice_label = "关于保存", "About keeping";

            kept_own_again(number: usize) = "第 {number} 张以前的图片，再看一次", "Earlier picture {number}, predict it again";
            interrupted(step: u32, total: u32) = "上次的训练停在第 {step} / {total} 步，权重都在。", "Your last run stopped at step {step} of {total}. Its weights are here.";
        }
    };
}
